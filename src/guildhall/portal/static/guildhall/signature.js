// A signature by hand, beside the typed one: strokes as text (x,y x,y;x,y …) in a hidden field. Without script: typed only.
document.querySelectorAll("[data-signature]").forEach((frame) => {
  const field = document.getElementById(frame.dataset.signature);
  const canvas = frame.querySelector("canvas");
  if (!field || !canvas.getContext) return;
  frame.hidden = false;
  const pen = canvas.getContext("2d");
  const most = 7800;
  let strokes = [];
  let line = null;
  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    return [Math.round(((event.clientX - box.left) * canvas.width) / box.width), Math.round(((event.clientY - box.top) * canvas.height) / box.height)];
  };
  const keep = () => { field.value = strokes.map((one) => one.map((point) => point.join(",")).join(" ")).join(";").slice(0, most); };
  canvas.addEventListener("pointerdown", (event) => { canvas.setPointerCapture(event.pointerId); line = [at(event)]; strokes.push(line); event.preventDefault(); });
  canvas.addEventListener("pointermove", (event) => {
    if (!line) return;
    const [x, y] = at(event), [from, to] = line[line.length - 1];
    pen.strokeStyle = getComputedStyle(canvas).color;
    pen.lineWidth = 2; pen.lineCap = "round";
    pen.beginPath(); pen.moveTo(from, to); pen.lineTo(x, y); pen.stroke();
    line.push([x, y]);
  });
  canvas.addEventListener("pointerup", () => { line = null; keep(); });
  frame.querySelector("button").addEventListener("click", () => { strokes = []; field.value = ""; pen.clearRect(0, 0, canvas.width, canvas.height); });
});
