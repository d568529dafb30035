// Node keeps what it makes of the code in the temporary folder of the machine, so that a command starts faster the next time.
import module from 'node:module';

// A Node that does not run TypeScript gets here only where npm runs no scripts of packages: one of them brings the project's own.
if (!process.features.typescript) {
  console.error(
    `This is Node ${process.versions.node}, which is too old, and the project's own is missing. Run: npm ci --ignore-scripts=false`,
  );
  process.exit(1);
}
module.enableCompileCache();
