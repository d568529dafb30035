import * as z from 'zod';

/** Schema of the hosts whose videos and forms pages may show after a click: names without scheme, port or path. */
export const embeds = () =>
  z.array(
    z
      .string()
      .regex(
        /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/,
        'the name of a host, such as www.youtube-nocookie.com',
      ),
  );

/** Returns the host of an address of the web; undefined for anything else, also for one with a port or a user. */
export function embeddedHost(address: string): string | undefined {
  const { protocol, host, port, username, password } = URL.parse(address) ?? {};
  return protocol === 'https:' && !port && !username && !password ? host : undefined;
}
