/** For blocks that leave out the imports of operators, as a reader's editor adds them. */
export * from 'rxjs';
