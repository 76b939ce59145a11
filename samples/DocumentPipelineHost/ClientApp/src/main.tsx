import { createRoot } from 'react-dom/client';
import { setRequestLanguage } from './api/http';
import { App } from './App';
import { LanguageProvider } from './i18n/LanguageProvider';
import './styles/tokens.css';
import './styles/base.css';
import './styles/shell.css';
import './styles/controls.css';
import './styles/upload.css';
import './styles/bars.css';
import './styles/cards.css';
import './styles/queue.css';
import './styles/phone.css';
import './styles/folds.css';
import './styles/lines.css';
import './styles/firstSteps.css';
import './styles/buttons.css';

const root = document.getElementById('root');
if (!root) throw new Error('The page has no #root.');
createRoot(root).render(
  <LanguageProvider onLanguage={setRequestLanguage}>
    <App />
  </LanguageProvider>,
);
