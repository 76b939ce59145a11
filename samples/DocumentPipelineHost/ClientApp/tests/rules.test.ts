import { describe, expect, it } from 'vitest';
import { blockedBy, defaultChoice, formFields, normalise, stagesOf, turnOff, turnOn } from '../src/options/rules';
import { optionRules } from './states';

const rules = optionRules();
const set = (...ids: readonly string[]) => normalise(rules, ids);
const chosen = (choice: ReadonlySet<string>) =>
  ['create_index', 'generate_summary', 'deep_analysis'].filter((id) => choice.has(id));

describe('option rules', () => {
  it('defaults_HostRules_IndexAndSummary', () => {
    expect(chosen(defaultChoice(rules))).toEqual(['create_index', 'generate_summary']);
  });

  it('turnOn_DeepAnalysisFromNothing_TurnsOnWhatItNeedsAndSaysSo', () => {
    const { choice, along } = turnOn(rules, set(), 'deep_analysis');
    expect(chosen(choice)).toEqual(['create_index', 'generate_summary', 'deep_analysis']);
    expect(along).toEqual(['create_index', 'generate_summary']);
  });

  it('turnOff_IndexUnderDeepAnalysis_TurnsOffWhatNeedsItAndLeavesTheRest', () => {
    const { choice, along } = turnOff(rules, set('deep_analysis'), 'create_index');
    expect(chosen(choice)).toEqual(['generate_summary']);
    expect(along).toEqual(['deep_analysis']);
  });

  it('turnOff_Upload_ChangesNothing', () => {
    const before = set('create_index');
    expect(turnOff(rules, before, 'upload').choice).toBe(before);
  });

  it('turnOff_LastProcessing_TakesParsingAlong', () => {
    const { choice } = turnOff(rules, set('create_index'), 'create_index');
    expect(stagesOf(rules, choice)).toEqual(['upload']);
  });

  it('stagesOf_Everything_InOrderWithParsing', () => {
    expect(stagesOf(rules, set('deep_analysis'))).toEqual(['upload', 'parse', 'index', 'summary', 'analysis']);
  });

  it('turnOn_Unavailable_IsRefusedWithItsReason', () => {
    const without = optionRules({ available: false, reason: { en: 'later', zh: '稍后' } });
    expect(chosen(turnOn(without, set(), 'deep_analysis').choice)).toEqual([]);
    expect(blockedBy(without, 'deep_analysis')?.reason?.zh).toBe('稍后');
  });

  it('formFields_NoProcessing_SaysUploadOnly', () => {
    expect(formFields(set())).toEqual({
      upload_only: true,
      generate_summary: false,
      create_index: false,
      deep_analysis: false,
    });
    expect(formFields(set('generate_summary'))).toMatchObject({ upload_only: false, generate_summary: true });
  });
});
