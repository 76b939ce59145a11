/** The human-readable parts of a failed request: the fields of the host's problem details. */
export interface Problem {
  /** 0 where no answer came. */
  readonly status: number;
  /** `network` where no answer came. */
  readonly code: string;
  readonly message?: string;
  readonly suggestion?: string;
}

export class ApiError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.message ?? problem.code);
    this.name = 'ApiError';
  }
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** Reads problem details; an answer that is none still gives a problem, by its status. */
export function readProblem(status: number, body: string): Problem {
  let fields: Record<string, unknown> = {};
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed === 'object' && parsed !== null) fields = parsed as Record<string, unknown>;
  } catch {
    // A proxy's HTML page: its text is not shown.
  }
  const message = text(fields['detail']) ?? text(fields['title']);
  const suggestion = text(fields['suggestion']);
  return {
    status,
    code: text(fields['code']) ?? `http_${status}`,
    ...(message === undefined ? {} : { message }),
    ...(suggestion === undefined ? {} : { suggestion }),
  };
}

export const unreachable: Problem = { status: 0, code: 'network' };

export function toProblem(error: unknown): Problem {
  return error instanceof ApiError ? error.problem : unreachable;
}
