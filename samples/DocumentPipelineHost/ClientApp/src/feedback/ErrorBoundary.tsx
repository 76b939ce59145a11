import { Component, type ReactNode } from 'react';
import { useTexts } from '../i18n/LanguageProvider';
import { ErrorState } from './ErrorState';

interface Props {
  readonly children: ReactNode;
}

/** A page that cannot be drawn takes neither the header nor the other pages with it. Give it a `key` per page. */
export class ErrorBoundary extends Component<Props, { readonly failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    return this.state.failed ? <Failure onRetry={() => this.setState({ failed: false })} /> : this.props.children;
  }
}

function Failure({ onRetry }: { onRetry: () => void }) {
  const { t } = useTexts();
  return (
    <ErrorState
      title={t('error.unknown')}
      problem={{ status: 0, code: 'page', suggestion: t('error.page.hint') }}
      onRetry={onRetry}
    />
  );
}
