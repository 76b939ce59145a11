// Everything a page needs to follow a pipeline: one socket, one subscription, two kinds of frame.
const user = "user-1";
const icons = { pending: "⏳", processing: "🔄", completed: "✅", failed: "❌", cancelled: "🚫", skipped: "⏭️" };
const words = { processing: "处理中 processing", completed: "已完成 completed", failed: "失败 failed", cancelled: "已取消 cancelled" };
const byId = (id) => document.getElementById(id);
let pipelineId;
let stages = new Map();

const socket = new WebSocket(`${location.origin.replace(/^http/, "ws")}/api/v1/ws/${user}`, "dpa.realtime.v1");
socket.onopen = () => { byId("connection").textContent = "🟢 WebSocket"; };
socket.onclose = () => { byId("connection").textContent = "🔴 断开 disconnected"; };
socket.onmessage = ({ data }) => {
  const frame = JSON.parse(data);
  if (frame.type === "ping") {
    socket.send(JSON.stringify({ type: "pong", timestamp: frame.timestamp }));
    return;
  }
  if (frame.pipeline_id !== pipelineId) return;
  if (frame.type === "pipeline_progress") { // the whole state
    stages = new Map(frame.stages.map((stage) => [stage.id, stage]));
    show(frame.status, frame.overall_progress);
  }
  if (frame.type === "stage_update") { // one stage, and the overall progress with it
    stages.set(frame.stage_type, { ...stages.get(frame.stage_type), ...frame });
    show("processing", frame.overall_progress);
  }
};

byId("start").onclick = async () => {
  const answer = await fetch("/jobs", { method: "POST", headers: { "X-USER-ID": user } });
  pipelineId = (await answer.json()).pipeline_id;
  socket.send(JSON.stringify({ type: "subscribe_pipeline", pipeline_id: pipelineId }));
};

function show(status, overall) {
  byId("job").hidden = false;
  byId("status").textContent = `${icons[status] ?? ""} ${words[status] ?? status}`;
  byId("percent").textContent = `${Math.round(overall)} %`;
  byId("overall").style.transform = `scaleX(${overall / 100})`;
  byId("stages").replaceChildren(...[...stages.values()].map(row));
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
  cell("output", `${Math.round(stage.progress)} %`);
  return line;
}
