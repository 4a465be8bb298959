/** What is printed to the console while a test runs. `restore` is left to `jest.restoreAllMocks()`. */
export function consoleLines() {
  const [warned, debugged, ...others] = (['warn', 'debug', 'log', 'info', 'error'] as const).map((method) =>
    jest.spyOn(console, method).mockImplementation(),
  );
  return {
    /** The warnings, each as one line. */
    warnings: (): readonly string[] => warned!.mock.calls.map((data) => data.map(String).join(' ')),
    debugged: (): readonly (readonly unknown[])[] => debugged!.mock.calls,
    /** Everything that was printed. */
    all: (): readonly unknown[] => [warned!, debugged!, ...others].flatMap(({ mock }) => mock.calls),
  };
}
