import { createRoot } from 'react-dom/client';
import { App } from './App';
import { LanguageProvider } from './i18n/LanguageProvider';
import './styles/tokens.css';
import './styles/base.css';
import './styles/shell.css';
import './styles/controls.css';
import './styles/upload.css';
import './styles/bars.css';
import './styles/cards.css';
import './styles/documents.css';
import './styles/search.css';
import './styles/signIn.css';

const root = document.getElementById('root');
if (!root) throw new Error('The page has no #root.');
createRoot(root).render(
  <LanguageProvider>
    <App />
  </LanguageProvider>,
);
