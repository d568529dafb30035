// npm runs this after an install. Without what it writes all but the help of the editor works, so it never fails an
// install: not on a Node that runs no TypeScript, and not over a handbook that cannot be read.
try {
  const { writeEditorFiles } = await import('./editor.ts');
  writeEditorFiles(process.cwd());
} catch (error) {
  console.warn(
    `There is no help for VS Code yet: ${error.message.split('\n')[0]}\nTo make it later, run: npm run editor`,
  );
}
