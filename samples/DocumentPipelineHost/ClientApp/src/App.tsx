import { useEffect, useRef } from 'react';
import { DocumentPage } from './documents/DocumentPage';
import { DocumentsPage } from './documents/DocumentsPage';
import { AnnouncerProvider } from './feedback/AnnouncerProvider';
import { ErrorBoundary } from './feedback/ErrorBoundary';
import { ErrorState } from './feedback/ErrorState';
import { Skeleton } from './feedback/Skeleton';
import { useTexts } from './i18n/LanguageProvider';
import type { Route } from './routing/route';
import { useRoute } from './routing/useRoute';
import { SearchPage } from './search/SearchPage';
import { Header } from './shell/Header';
import { SignIn } from './shell/SignIn';
import { Tabs } from './shell/Tabs';
import { useSession } from './shell/useSession';
import { Workspace } from './shell/Workspace';
import { DocumentUploadV2 } from './upload/DocumentUploadV2';

function Page({ route }: { route: Route }) {
  switch (route.page) {
    case 'upload':
      return <DocumentUploadV2 />;
    case 'documents':
      return <DocumentsPage />;
    case 'document':
      return <DocumentPage key={route.id} id={route.id} />;
    case 'search':
      return <SearchPage query={route.query} />;
  }
}

export function App() {
  const { t } = useTexts();
  const route = useRoute();
  const { session, reload, become, leave, enter } = useSession();
  const main = useRef<HTMLElement>(null);
  const page = route.page === 'document' ? route.id : route.page;
  const shown = useRef(page);

  useEffect(() => {
    // Another page begins at its top, for the eye and for the keyboard; the first one leaves the focus where it is.
    if (shown.current === page) return;
    shown.current = page;
    scrollTo(0, 0);
    main.current?.focus({ preventScroll: true });
  }, [page]);

  if (session.state === 'loading') {
    return (
      <main className="main">
        <Skeleton lines={5} />
      </main>
    );
  }
  if (session.state === 'failed') {
    return (
      <main className="main">
        <ErrorState title={t('error.session')} problem={session.problem} onRetry={reload} />
      </main>
    );
  }
  const user = session.value.user_id;
  if (!user) {
    return (
      <main className="main">
        <SignIn session={session.value} onSignedIn={enter} onRetry={reload} />
      </main>
    );
  }
  return (
    <AnnouncerProvider>
      <Workspace key={user} userId={user}>
        <a
          className="skip"
          href="#main"
          onClick={(event) => {
            // The hash is the route.
            event.preventDefault();
            main.current?.focus();
          }}
        >
          {t('app.skip')}
        </a>
        <div className="top">
          <Header userId={user} session={session.value} onSwitch={become} onSignOut={leave} />
          <Tabs route={route} />
        </div>
        <main className="main" id="main" ref={main} tabIndex={-1}>
          <ErrorBoundary key={page}>
            <Page route={route} />
          </ErrorBoundary>
        </main>
      </Workspace>
    </AnnouncerProvider>
  );
}
