import { cleanup, fireEvent, render } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { LanguageProvider } from '../src/i18n/LanguageProvider';
import { PdfView } from '../src/reader/PdfView';

afterEach(cleanup);

it('pdfThatIsNotLoadedYet_HasAPlaceholder', () => {
  const { container } = render(
    <LanguageProvider initial="en">
      <PdfView id="doc-1" number={3} name="garden.pdf" />
    </LanguageProvider>,
  );
  expect(container.querySelector('.skeleton')).not.toBeNull();
  const frame = container.querySelector('iframe');
  expect(frame?.src).toContain('#page=3');
  if (frame) fireEvent.load(frame);
  expect(container.querySelector('.skeleton')).toBeNull();
});
