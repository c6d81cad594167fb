// Boxes in columns, each to the right of all it needs and level with its neighbours.

function layered(count, edges, size) {
  const before = Array.from({ length: count }, () => []);
  const after = Array.from({ length: count }, () => []);
  for (const { a, b } of edges) {
    before[b].push(a);
    after[a].push(b);
  }
  const layer = longestPaths(count, before, after);
  const layers = [];
  layer.forEach((number, node) => (layers[number] ||= []).push(node));
  const y = placeDown(layers.filter(Boolean), before, after, size.height + size.down);
  return { x: layer.map((number) => number * (size.width + size.across)), y };
}

// A node that needs nothing stands just before the first that needs it.
function longestPaths(count, before, after) {
  const layer = new Array(count).fill(0);
  const waiting = before.map((others) => others.length);
  const order = waiting.flatMap((open, node) => (open ? [] : [node]));
  for (const node of order) {
    for (const other of after[node]) {
      layer[other] = Math.max(layer[other], layer[node] + 1);
      waiting[other] -= 1;
      if (!waiting[other]) order.push(other);
    }
  }
  for (const node of order.reverse()) {
    const next = after[node].map((other) => layer[other]);
    if (!before[node].length && next.length) layer[node] = Math.min(...next) - 1;
  }
  return layer;
}

// Sweeps that move each node to the middle of its neighbours, boxes never over one another.
function placeDown(layers, before, after, pitch) {
  const y = [];
  for (const nodes of layers)
    nodes.forEach((node, place) => (y[node] = (place - nodes.length / 2) * pitch));
  for (let sweep = 0; sweep < 12; sweep += 1) {
    const down = sweep % 2 === 0;
    for (const nodes of down ? layers : [...layers].reverse()) {
      const wish = new Map(
        nodes.map((node) => [
          node,
          middle(
            node,
            sweep < 8 ? (down ? before : after)[node] : [...before[node], ...after[node]],
            y,
          ),
        ]),
      );
      spread(nodes, wish, y, pitch);
    }
  }
  const least = Math.min(0, ...y);
  return y.map((value) => value - least);
}

function middle(node, others, y) {
  return others.length ? others.reduce((sum, other) => sum + y[other], 0) / others.length : y[node];
}

// Neighbours that want the same place share the way they have to give.
function spread(nodes, wish, y, pitch) {
  nodes.sort((a, b) => wish.get(a) - wish.get(b) || a - b);
  const blocks = [];
  for (const node of nodes) {
    blocks.push({ nodes: [node], top: wish.get(node) });
    while (blocks.length > 1) {
      const last = blocks.at(-1);
      const previous = blocks.at(-2);
      if (previous.top + previous.nodes.length * pitch <= last.top) break;
      blocks.pop();
      const shift = previous.nodes.length * pitch;
      const size = previous.nodes.length + last.nodes.length;
      previous.top =
        (previous.top * previous.nodes.length + (last.top - shift) * last.nodes.length) / size;
      previous.nodes.push(...last.nodes);
    }
  }
  for (const block of blocks)
    block.nodes.forEach((node, place) => (y[node] = block.top + place * pitch));
}
