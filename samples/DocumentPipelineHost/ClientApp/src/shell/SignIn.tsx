import { useState, type FormEvent } from 'react';
import { providerUrl, signIn } from '../api/calls';
import { toProblem, type Problem } from '../api/problem';
import type { Session } from '../api/types';
import { ErrorState } from '../feedback/ErrorState';
import { useTexts } from '../i18n/LanguageProvider';
import { BrandMark } from './BrandMark';
import { LanguageSwitch } from './LanguageSwitch';
import { ThemeSwitch } from './ThemeSwitch';
import { useTitle } from './useTitle';
import '../styles/signIn.css';

export interface SignInProps {
  readonly session: Session;
  readonly onSignedIn: (session: Session) => void;
  readonly onRetry: () => void;
}

/** What somebody sees who is not signed in: a form, the way to the provider, or what an operator has to do first. */
export function SignIn({ session, onSignedIn, onRetry }: SignInProps) {
  const { t } = useTexts();
  useTitle(t('signIn.title'));
  if (!session.password && !session.provider) {
    return (
      <ErrorState
        title={t('signIn.none')}
        problem={{ status: 401, code: 'no_account', suggestion: t('signIn.none.hint') }}
        onRetry={onRetry}
      />
    );
  }
  return (
    <section className="sign-in" aria-labelledby="sign-in-title">
      <div className="sign-in-heading">
        <span className="brand">
          <BrandMark />
          {t('app.title')}
        </span>
        <span className="spring" />
        <LanguageSwitch />
        <ThemeSwitch />
      </div>
      <div>
        <h1 id="sign-in-title">{t('signIn.title')}</h1>
        <p className="muted">{t('signIn.what')}</p>
      </div>
      {session.password && <PasswordForm onSignedIn={onSignedIn} />}
      {session.provider && (
        <a className="button" href={providerUrl()}>
          {t('signIn.provider')}
        </a>
      )}
    </section>
  );
}

function PasswordForm({ onSignedIn }: Pick<SignInProps, 'onSignedIn'>) {
  const { t } = useTexts();
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);

  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setProblem(null);
    signIn(String(form.get('name')), String(form.get('password'))).then(onSignedIn, (error: unknown) => {
      setProblem(toProblem(error));
      setBusy(false);
    });
  };

  return (
    <form className="sign-in-form" onSubmit={submit}>
      <label>
        {t('signIn.name')}
        <input name="name" autoComplete="username" autoCapitalize="none" spellCheck={false} required />
      </label>
      <label>
        {t('signIn.password')}
        <input name="password" type="password" autoComplete="current-password" required />
      </label>
      {problem && (
        <p role="alert">
          {problem.message ?? t(problem.code === 'network' ? 'error.network' : 'signIn.failed')} {problem.suggestion}
        </p>
      )}
      <button type="submit" className="button button-main" disabled={busy}>
        {t('signIn.go')}
      </button>
    </form>
  );
}
