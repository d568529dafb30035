/** What every page of the look in the settings loads or names, with the addresses that Vite gives to the files. */
declare module 'virtual:playbook/look' {
  /** Font files that every page loads at once. */
  export const preloads: readonly { href: string; type: string }[];
  /** Address of the picture that other programs show beside a link to a page. */
  export const social: string | undefined;
}
