// Node keeps what it makes of the code in the machine's temporary folder, and a command starts in half the time.
import { enableCompileCache } from 'node:module';

enableCompileCache();
