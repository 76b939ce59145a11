import { Job } from './Job';

// A server component: it is rendered ahead, the job in it comes to life in the browser.
export default function Page() {
  return (
    <main>
      <h1>Next.js</h1>
      <Job />
    </main>
  );
}
