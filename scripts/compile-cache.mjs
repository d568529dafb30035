// Node keeps what it makes of the code in the temporary folder of the machine, so that a command starts faster the next time.
import { enableCompileCache } from 'node:module';

enableCompileCache();
