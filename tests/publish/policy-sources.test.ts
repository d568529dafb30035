import { describe, expect, test } from 'vitest';
import { allowsAddress, policyOf, policyText, withSources } from '#publish/policy.ts';

const policy = policyOf(['one()']);

describe('a policy with more sources', () => {
  test('is the same to the byte where there are none', () => {
    for (const more of [{}, { 'frame-src': [] }])
      expect(policyText(withSources(policy, more), 'header')).toBe(policyText(policy, 'header'));
  });

  test('allows exactly these, by their directive', () => {
    const widened = withSources(policy, { 'frame-src': ['https://a.example'], 'default-src': ['https://b.example'] });
    expect(policyText(widened, 'header')).toBe(
      `${policyText(policy, 'header').replace("default-src 'none'", 'default-src https://b.example')}; frame-src https://a.example`,
    );
  });

  test.each(['https://a.example/', 'https://b.example/', '//a.example/', 'javascript:alert(1)', '/a/'])(
    'allows no frame in a page: %s',
    (address) => {
      expect(allowsAddress(withSources(policy, { 'frame-src': ['https://a.example'] }), 'frame-src', address)).toBe(
        false,
      );
    },
  );
});
