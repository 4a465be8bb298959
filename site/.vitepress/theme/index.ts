import DefaultTheme from 'vitepress/theme';
import type { Theme } from 'vitepress';
import Diagram from './Diagram.vue';
import Playground from './Playground.vue';
import './style.css';

export default {
  extends: DefaultTheme,
  enhanceApp: ({ app }) => void app.component('Diagram', Diagram).component('Playground', Playground),
} satisfies Theme;
