import { describe, expect, it } from 'vitest';
import catalogue from '../../../DocumentEngine/Messages/messages.json';
import { formatMessage, messageIn, readMessage } from '../src/messages/messages';

const places = (text: string): [string, boolean][] =>
  [...text.matchAll(/\{(\w+)(:n)?\}/g)].map((match) => [match[1]!, match[2] !== undefined]);

describe('messages', () => {
  it('readMessage_EveryCodeInBothLanguages_GivesCodeAndValuesBack', () => {
    for (const [code, text] of Object.entries(catalogue)) {
      const args = Object.fromEntries(
        places(text.en).map(([name, isNumber], index) => [name, isNumber ? `${index + 3}` : `x${index} “y”`]),
      );
      for (const language of ['en', 'zh'] as const) {
        expect(readMessage(formatMessage(language, { code, args }))).toEqual({ code, args });
      }
    }
  });

  it('messageIn_TheOtherLanguage_IsTheReaders', () => {
    expect(messageIn('zh', 'Page 12 of 80')).toBe('第 12 / 80 页');
    expect(messageIn('en', '第 12 / 80 页')).toBe('Page 12 of 80');
    expect(messageIn('en', '第 3 / 9 个片段')).toBe('Chunk 3 of 9');
  });

  it('messageIn_AMessageWithinAMessage_IsTranslatedToo', () => {
    expect(messageIn('en', '不支持的文件类型：内容是 PNG 图片。')).toBe(
      'This file type is not supported: the content is a PNG picture.',
    );
    expect(messageIn('zh', "Left out: 3 × reviewers' comments.")).toBe('未包含：3 处审阅批注。');
    expect(messageIn('en', '存储暂时不可用。2 秒后进行第 2/6 次尝试。')).toBe(
      'The storage could not be reached. Attempt 2 of 6 in 2 s.',
    );
  });

  it('messageIn_WordsOfADocument_AreUnchanged', () => {
    expect(messageIn('zh', 'A crane lifts loads.')).toBe('A crane lifts loads.');
    expect(messageIn('en', '')).toBe('');
    expect(readMessage('Page one of many')).toBeNull();
  });
});
