/* global __dirname, console */
/** Bundles every-entry/main.js with webpack. Fails by its exit code. */
const { join } = require('node:path');
const process = require('node:process');
const webpack = require('webpack');

const output = { path: join(__dirname, 'webpack') };
webpack({ mode: 'production', context: __dirname, entry: './every-entry/main.js', output }, (error, stats) => {
  if (!error && !stats.hasErrors()) return;
  console.error(String(error ?? stats.toString({ all: false, errors: true })));
  process.exitCode = 1;
});
