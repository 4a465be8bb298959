/* global __dirname, console */
/** Bundles every-entry/main.js with webpack, in the mode that is given. Fails by its exit code. */
const { join } = require('node:path');
const process = require('node:process');
const webpack = require('webpack');

const [, , mode] = process.argv;
const output = { path: join(__dirname, 'webpack', mode) };
// No eval in development, so that the texts are in the bundle as they are.
webpack({ mode, devtool: false, context: __dirname, entry: './every-entry/main.js', output }, (error, stats) => {
  if (!error && !stats.hasErrors()) return;
  console.error(String(error ?? stats.toString({ all: false, errors: true })));
  process.exitCode = 1;
});
