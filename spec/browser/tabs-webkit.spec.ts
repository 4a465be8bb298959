import { tabsShare } from './support/tabs-share';

tabsShare('WebKit');
