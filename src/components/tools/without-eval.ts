import * as z from 'zod';

// The policy of the site refuses code made from text, which Zod would try first. This must run before any schema is made.
z.config({ jitless: true });
