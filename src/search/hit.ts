/** Hit of Pagefind's index. Its text is fetched on demand. */
export interface Hit {
  id: string;
  score: number;
  /** Metadata fields in which the query matched, such as `title`. */
  matchedMetaFields?: string[];
  data(): Promise<{ url: string; meta: Record<string, string> }>;
}
