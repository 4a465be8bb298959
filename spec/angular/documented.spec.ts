// The tests of docs/angular.md, to the letter, in an environment such as an Angular project has.
import './test-bed';
import './guide/src/app/app.spec';
import './guide/src/app/notifications.spec';
