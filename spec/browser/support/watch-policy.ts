declare global {
  interface Window {
    /** What the Content-Security-Policy has stopped on this page. */
    violations: string[];
  }
}

/** Runs in each page before anything of its own does. */
export function watchPolicy(): void {
  window.violations = [];
  document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) => {
    window.violations.push(`${violatedDirective}: ${blockedURI} ${sample}`);
  });
}
