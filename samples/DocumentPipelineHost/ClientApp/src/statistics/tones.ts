/** What a colour means; never the only sign of it. */
export type Tone = 'good' | 'bad' | 'muted' | 'accent';

/** The colour as the theme has it now: a canvas knows no variables. */
export function toneColour(tone: Tone): string {
  const probe = document.createElement('span');
  probe.className = 'colour-probe';
  probe.dataset['tone'] = tone;
  document.body.append(probe);
  const colour = getComputedStyle(probe).color;
  probe.remove();
  return colour;
}
