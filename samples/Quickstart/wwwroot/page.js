// Everything a page needs to follow a user's jobs: one socket, one subscription for what is under way and starts later,
// one for each job before, three kinds of frame; and the same over HTTP where no socket is to be had.
const user = "user-1";
const headers = { "X-USER-ID": user };
const icons = { pending: "⏳", processing: "🔄", completed: "✅", failed: "❌", cancelled: "🚫", skipped: "⏭️" };
const words = { processing: "处理中 processing", completed: "已完成 completed", failed: "失败 failed", cancelled: "已取消 cancelled" };
const byId = (id) => document.getElementById(id);
const tooManyConnections = 4409; // of this user: other tabs have them
const jobs = new Map(); // by id: the newest state, its stages, its card
let socket;
let later;

function connect() {
  clearTimeout(later);
  if (socket) socket.onclose = null;
  socket?.close();
  socket = new WebSocket(`${location.origin.replace(/^http/, "ws")}/api/v1/ws/${user}`, "dpa.realtime.v1");
  socket.onmessage = ({ data }) => take(JSON.parse(data));
  socket.onclose = ({ code }) => {
    if (code === tooManyConnections) poll(30);
    else {
      connection("🔴 断开 disconnected");
      later = setTimeout(connect, 1000 + 2000 * Math.random());
    }
  };
}

async function take(frame) {
  if (frame.type === "connection") {
    connection("🟢 WebSocket");
    send({ type: "subscribe_user" }); // all that is under way, and what starts later
    for (const id of await known()) send({ type: "subscribe_pipeline", pipeline_id: id }); // what may have ended
  }
  if (frame.type === "ping") send({ type: "pong", timestamp: frame.timestamp });
  if (frame.type === "pipeline_progress") takeState(frame);
  const job = jobs.get(frame.pipeline_id);
  if (!job) return;
  if (frame.type === "stage_update") { // one stage, and the overall progress
    job.stages.set(frame.stage_type, { ...job.stages.get(frame.stage_type), ...frame });
    show(job, "processing", frame.overall_progress);
  }
  if (frame.type === "progress") { // the same, without what is held already
    const stage = [...job.stages.keys()][frame.stage];
    const { progress, message, done, of, unit } = frame;
    job.stages.set(stage, { ...job.stages.get(stage), progress, message, completed_units: done, total_units: of, unit });
    show(job, "processing", frame.overall);
  }
}

function takeState(state) {
  const job = jobs.get(state.pipeline_id) ?? {};
  if (job.state?.epoch === state.epoch && state.version < job.state.version) return; // older
  job.state = state;
  job.stages = new Map(state.stages.map((stage) => [stage.id, stage]));
  job.card ??= place(state);
  jobs.set(state.pipeline_id, job);
  show(job, state.status, state.overall_progress);
}

/** A card at its place: the newest job is the first. */
function place(state) {
  const card = byId("job").content.firstElementChild.cloneNode(true);
  card.dataset.created = state.created_at;
  const next = [...byId("jobs").children].find((other) => other.dataset.created < state.created_at);
  byId("jobs").insertBefore(card, next ?? null);
  return card;
}

/** The ids of the newest jobs, whoever posted them and to whichever node. */
async function known() {
  const answer = await fetch("/jobs", { headers }).catch(() => undefined);
  return answer?.ok ? answer.json() : [...jobs.keys()];
}

/** As often as it says, then the socket is tried again. */
async function poll(times) {
  if (times === 0) return connect();
  connection("🟡 轮询 polling");
  const ids = (await known()).join(",");
  const answer = await fetch(`/api/v1/pipelines/progress?user=me&ids=${ids}`, { headers }).catch(() => undefined);
  if (answer?.ok) (await answer.json()).pipelines.forEach(takeState);
  later = setTimeout(() => poll(times - 1), 2000);
}

byId("start").onclick = () => fetch("/jobs", { method: "POST", headers });
addEventListener("pageshow", ({ persisted }) => { if (persisted) connect(); }); // the back/forward cache closed the socket
connect();

function send(message) {
  if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
}

function connection(text) {
  byId("connection").textContent = text;
}

function show({ card, stages }, status, overall) {
  card.querySelector(".status").textContent = `${icons[status] ?? ""} ${words[status] ?? status}`;
  card.querySelector(".percent").textContent = `${Math.floor(overall)} %`;
  card.querySelector(".bar i").style.transform = `scaleX(${overall / 100})`;
  card.querySelector("ul").replaceChildren(...[...stages.values()].map(row));
}

function row(stage) {
  const line = document.createElement("li");
  const cell = (tag, text, className) => {
    const element = line.appendChild(document.createElement(tag));
    element.textContent = text;
    element.className = className ?? "";
  };
  cell("span", icons[stage.status] ?? "");
  cell("span", stage.name);
  cell("span", stage.total_units ? `${stage.completed_units} / ${stage.total_units}` : "", "units");
  cell("output", `${Math.floor(stage.progress)} %`);
  return line;
}
