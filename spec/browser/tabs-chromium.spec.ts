import { tabsShare } from './support/tabs-share';

tabsShare('Chromium');
