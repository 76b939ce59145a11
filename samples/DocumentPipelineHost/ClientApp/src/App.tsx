import { lazy, Suspense, useEffect, useRef } from 'react';
import { Redirect, Route, Router, Switch, useLocation } from 'wouter';
import { AnnouncerProvider } from './feedback/AnnouncerProvider';
import { ErrorBoundary } from './feedback/ErrorBoundary';
import { ErrorState } from './feedback/ErrorState';
import { Skeleton } from './feedback/Skeleton';
import { useTexts } from './i18n/LanguageProvider';
import { useHashPath, useHashSearch } from './routing/hashLocation';
import { patterns } from './routing/route';
import { Header } from './shell/Header';
import { Tabs } from './shell/Tabs';
import { useSession } from './shell/useSession';
import { Workspace } from './workspace/Workspace';
import { DocumentUploadV2 } from './upload/DocumentUploadV2';

// The first screen is the upload; the others are fetched when they are opened.
const SignIn = lazy(() => import('./shell/SignIn').then((part) => ({ default: part.SignIn })));
const DocumentsPage = lazy(() => import('./documents/DocumentsPage'));
const DocumentPage = lazy(() => import('./documents/DocumentPage'));
const ReaderPage = lazy(() => import('./reader/ReaderPage'));
const SearchPage = lazy(() => import('./search/SearchPage'));
const StatisticsPage = lazy(() => import('./statistics/StatisticsPage'));
const NotificationsPage = lazy(() => import('./notifications/NotificationsPage'));

function Pages({ userId, operator }: { userId: string; operator: boolean }) {
  return (
    <Suspense fallback={<Skeleton lines={6} />}>
      <Switch>
        <Route path={patterns.upload}>
          <DocumentUploadV2 />
        </Route>
        <Route path={patterns.documents}>
          <DocumentsPage />
        </Route>
        <Route path={patterns.reader}>
          {({ id, number }) => <ReaderPage key={id} id={id} number={Number(number)} />}
        </Route>
        <Route path={patterns.document}>{({ id }) => <DocumentPage key={id} id={id} />}</Route>
        <Route path={patterns.search}>
          <SearchPage />
        </Route>
        <Route path={patterns.statistics}>
          <StatisticsPage key={userId} operator={operator} />
        </Route>
        <Route path={patterns.notifications}>
          <NotificationsPage />
        </Route>
        <Route>
          <Redirect to={patterns.upload} replace />
        </Route>
      </Switch>
    </Suspense>
  );
}

/** The application; the router's path is the address's hash. */
export function App() {
  return (
    <Router hook={useHashPath} searchHook={useHashSearch}>
      <Shell />
    </Router>
  );
}

function Shell() {
  const { t } = useTexts();
  const [path] = useLocation();
  const { session, reload, become, leave, enter } = useSession();
  const main = useRef<HTMLElement>(null);
  // A page of the reader is followed by the next one; everything else begins at its top.
  const page = path.replace(/(\/pages)\/\d+$/, '$1');
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
        <ErrorBoundary>
          <Suspense fallback={<Skeleton lines={5} />}>
            <SignIn session={session.value} onSignedIn={enter} onRetry={reload} />
          </Suspense>
        </ErrorBoundary>
      </main>
    );
  }
  return (
    <AnnouncerProvider key={user}>
      <Workspace userId={user}>
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
        {path.startsWith(patterns.upload) && (
          <a
            className="skip"
            href="#queue"
            onClick={(event) => {
              event.preventDefault();
              document.getElementById('queue')?.focus();
            }}
          >
            {t('app.skipCards')}
          </a>
        )}
        <div className="top">
          <Header userId={user} session={session.value} onSwitch={become} onSignOut={leave} />
          <Tabs path={path} />
        </div>
        <main className="main" id="main" ref={main} tabIndex={-1}>
          <ErrorBoundary key={page}>
            <Pages userId={user} operator={session.value.operator === true} />
          </ErrorBoundary>
        </main>
      </Workspace>
    </AnnouncerProvider>
  );
}
