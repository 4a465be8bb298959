/** For `svelte-check`, which does not read the components of Vue. */
declare module '*.vue' {
  import type { Component } from 'vue';

  const component: Component;
  export default component;
}
