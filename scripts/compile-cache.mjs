// Node caches compiled code in the temporary folder of the machine, so that a command starts faster the next time.
import module from 'node:module';

// A Node without TypeScript support gets here only if npm runs no install scripts, one of which installs the project's
// own Node.
if (!process.features.typescript) {
  console.error(
    `This is Node ${process.versions.node}, which is too old, and the project's own is missing. Run: npm ci --ignore-scripts=false`,
  );
  process.exit(1);
}
module.enableCompileCache();
