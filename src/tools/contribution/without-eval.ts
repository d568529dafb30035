import * as z from 'zod';

// The Content-Security-Policy of the site forbids code made from strings, which Zod would try first. This must run
// before any schema is created.
z.config({ jitless: true });
