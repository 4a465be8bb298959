// The blocks of docs/angular.md and docs/testing.md, to the letter, in an environment such as an Angular project has.
import './test-bed';
import './documented/notifications.test';
