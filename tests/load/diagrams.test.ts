import { describe, expect, test } from 'vitest';
import type { Graph, Sequence } from '#load/diagrams/diagram.ts';
import { readDiagram } from '#load/diagrams/read-diagram.ts';

const with_ = (head: string, lines: string) => `${head}\naccDescr: What it shows.\n${lines}`;
const problemsOf = (source: string) =>
  readDiagram(source).problems.map(({ line, column, message, fix }) => `${line}:${column} ${message}  ${fix}`);
const graphOf = (lines: string, head = 'flowchart TB') => readDiagram(with_(head, lines)).diagram?.drawn as Graph;
const edgesOf = (graph: Graph) =>
  graph.edges.map(({ from, to, label, line, hasArrow }) =>
    `${from} ${line}${hasArrow ? '>' : ''} ${to} ${label}`.trim(),
  );

describe('a flowchart', () => {
  test.each<[string, string[]]>([
    ['A --> B', ['A solid> B']],
    ['A-->B', ['A solid> B']],
    ['A---B', ['A solid B']],
    ['A ----> B', ['A solid> B']],
    ['A -.-> B', ['A dotted> B']],
    ['A -.- B', ['A dotted B']],
    ['A ==> B', ['A thick> B']],
    ['A === B', ['A thick B']],
    ['A -->|yes| B', ['A solid> B yes']],
    ['A -- yes, all --> B', ['A solid> B yes, all']],
    ['A -- yes --- B', ['A solid B yes']],
    ['A -. maybe .-> B', ['A dotted> B maybe']],
    ['A == no ==> B', ['A thick> B no']],
    ['A --> B --> C', ['A solid> B', 'B solid> C']],
    ['A & B --> C & D', ['A solid> C', 'A solid> D', 'B solid> C', 'B solid> D']],
    ['A[One] --> B(Two);', ['A solid> B']],
    ['A --> A', ['A solid> A']],
    ['first-step --> second_step', ['first-step solid> second_step']],
    ['größe --> 数', ['größe solid> 数']],
    ['%% a comment\nA --> B', ['A solid> B']],
    ['A', []],
  ])('joins %s', (lines, edges) => {
    expect(problemsOf(with_('flowchart TB', lines))).toEqual([]);
    expect(edgesOf(graphOf(lines))).toEqual(edges);
  });

  test.each([
    ['A[Words]', 'rect', 'Words'],
    ['A(Words)', 'round', 'Words'],
    ['A([Words])', 'stadium', 'Words'],
    ['A((Words))', 'circle', 'Words'],
    ['A{Words?}', 'diamond', 'Words?'],
    ['A["With (brackets) and --> arrows"]', 'rect', 'With (brackets) and --> arrows'],
    ['A[Two<br>lines<br/>more]', 'rect', 'Two\nlines\nmore'],
    ['A[a #quot;b#quot; #35; #lt;]', 'rect', 'a "b" # <'],
    ['A[#0; #55296; #9999999;]', 'rect', '#0; #55296; #9999999;'],
    ['A[#constructor;]', 'rect', '#constructor;'],
    ['A', 'rect', 'A'],
    ['A\nA[Later]', 'rect', 'Later'],
  ])('has the node %s', (lines, shape, label) => {
    expect(problemsOf(with_('flowchart TB', lines))).toEqual([]);
    expect(graphOf(lines).nodes.get('A')).toEqual({ id: 'A', shape, label });
  });

  test.each([
    ['TB', 'TB'],
    ['TD', 'TB'],
    ['BT', 'BT'],
    ['LR', 'LR'],
    ['RL', 'RL'],
    ['', 'TB'],
  ])('runs %s', (written, direction) => {
    expect(graphOf('A --> B', `graph ${written}`.trim()).direction).toBe(direction);
  });
});

test('states are nodes, with a start and an end', () => {
  const graph = graphOf(
    '[*] --> Draft\nDraft --> Review: ready\nReview --> [*]\nDraft: Being written\nstate "In review" as Review\ndirection LR',
    'stateDiagram-v2',
  );
  expect(edgesOf(graph)).toEqual(['[*] start solid> Draft', 'Draft solid> Review ready', 'Review solid> [*] end']);
  expect([...graph.nodes.values()].map(({ label, shape }) => `${shape} ${label}`)).toEqual([
    'start ',
    'round Being written',
    'round In review',
    'end ',
  ]);
  expect(graph.direction).toBe('LR');
});

test('a sequence has participants, messages, notes and frames', () => {
  const { diagram, problems } = readDiagram(
    with_(
      'sequenceDiagram',
      'participant L as New lead\nactor T\nL->>T: Hello: all\nT-->>L: Hi\nL->T: a\nL-->T: b\nThe team->>L: c\nNote over L,T: Words\nnote left of L: Left\nNote right of T: Right\nloop each day\nL->>L: think\nend\nalt yes\nL->>T: d\nelse no\nT->>L: e\nend',
    ),
  );
  expect(problems).toEqual([]);
  const drawn = diagram?.drawn as Sequence | undefined;
  const { participants = new Map(), steps = [] } = drawn ?? {};
  expect([...participants]).toEqual([
    ['L', 'New lead'],
    ['T', 'T'],
    ['The team', 'The team'],
  ]);
  expect(steps.map((step) => ('label' in step ? `${step.do} ${step.label}` : step.do))).toEqual([
    ...[
      'message Hello: all',
      'message Hi',
      'message a',
      'message b',
      'message c',
      'note Words',
      'note Left',
      'note Right',
    ],
    ...['open loop each day', 'message think', 'end', 'open alt yes', 'message d', 'else no', 'message e', 'end'],
  ]);
});

describe('what is not drawn is a problem of its line', () => {
  test.each<[string, string, string]>([
    ['', '1:1', 'The diagram is empty  Start with flowchart TB'],
    ['%% only this', '1:1', 'The diagram is empty'],
    ['pie\n"A": 1', '1:1', 'No diagram starts with "pie"  Start with flowchart TB'],
    ['gantt', '1:1', 'No diagram starts with "gantt"'],
    ['classDiagram', '1:1', 'No diagram starts with "classDiagram"'],
    ['erDiagram', '1:1', 'No diagram starts with "erDiagram"'],
    ['flowchrt TB\nA-->B', '1:1', 'Did you mean flowchart?'],
    ['flowchart XY\nA-->B', '1:1', 'Write flowchart and TB, BT, LR or RL'],
    ['  A --> B', '1:3', 'No diagram starts with "A --> B"'],
    ['flowchart TB\nA --> B', '1:1', 'The diagram has no text alternative  Write accDescr:'],
    ['flowchart TB\naccDescr:\nA --> B', '1:1', 'The diagram has no text alternative'],
    ['sequenceDiagram\naccTitle: T\nA->>B: c', '1:1', 'The diagram has no text alternative'],
    [with_('flowchart TB', ''), '1:1', 'The diagram shows nothing'],
    [with_('flowchart TB', 'A --x B'), '3:3', 'This is not drawn: --x B'],
    [with_('flowchart TB', 'A <--> B'), '3:3', 'This is not drawn: <--> B'],
    [with_('flowchart TB', 'A --o B'), '3:3', 'This is not drawn: --o B'],
    [with_('flowchart TB', 'A ~~~ B'), '3:3', 'This is not drawn: ~~~ B'],
    [with_('flowchart TB', 'A -->'), '3:6', 'This is not drawn: A -->'],
    [with_('flowchart TB', '--> B'), '3:1', 'This is not drawn: --> B'],
    [with_('flowchart TB', 'A B'), '3:3', 'This is not drawn: B'],
    [with_('flowchart TB', '  A[/Words/]'), '3:4', 'This shape is not drawn: [/Words/]'],
    [with_('flowchart TB', 'A[[Words]]'), '3:2', 'This shape is not drawn: [[Words]]'],
    [with_('flowchart TB', 'A[(Words)]'), '3:2', 'This shape is not drawn: [(Words)]'],
    [with_('flowchart TB', 'A{{Words}}'), '3:2', 'This shape is not drawn: {{Words}}'],
    [with_('flowchart TB', 'A>Words]'), '3:2', 'This shape is not drawn: >Words]'],
    [with_('flowchart TB', 'A[Words'), '3:2', 'This shape is not drawn: [Words'],
    [with_('flowchart TB', 'A["Words]'), '3:2', 'This shape is not drawn: ["Words]'],
    [with_('flowchart TB', 'A[]'), '3:2', 'This shape is not drawn: []'],
    [with_('flowchart TB', 'A@{ shape: cyl }'), '3:2', 'This is not drawn: @{ shape: cyl }'],
    [with_('flowchart TB', 'A:::big --> B'), '3:2', 'This is not drawn: :::big --> B'],
    [with_('flowchart TB', 'A[<b>Words</b>]'), '3:1', 'The label holds <b>'],
    [with_('flowchart TB', 'A[<script>x</script>]'), '3:1', 'The label holds <script>'],
    [with_('flowchart TB', 'A["<img src=x onerror=alert(1)>"]'), '3:1', 'The label holds <img src=x onerror=alert(1)>'],
    [with_('flowchart TB', `A[${'x'.repeat(201)}]`), '3:1', 'The label has 201 characters  Cut it to 200'],
    [
      with_('flowchart TB', 'A --> B\nstyle A fill:url(https://x.example)'),
      '4:1',
      'is not drawn  Delete the line: the colours',
    ],
    [with_('flowchart TB', 'A --> B\nclassDef big fill:#f00'), '4:1', 'the colours are those of the theme'],
    [with_('flowchart TB', 'A --> B\nlinkStyle 0 stroke:red'), '4:1', 'the colours are those of the theme'],
    [with_('flowchart TB', 'A --> B\nclass A big'), '4:1', 'the colours are those of the theme'],
    [with_('flowchart TB', 'A --> B\nclick A "https://x.example"'), '4:1', 'link to the page below the diagram'],
    [with_('flowchart TB', 'A --> B\nsubgraph one\nC\nend'), '4:1', 'make a diagram of its own of it'],
    [with_('flowchart TB', '%%{init: {"theme": "dark"}}%%\nA --> B'), '3:1', 'Settings of a diagram are not read'],
    [with_('stateDiagram-v2', 'A -> B'), '3:1', 'This is not drawn: A -> B'],
    [with_('stateDiagram-v2', 'A --> B\nstate C {\n}'), '4:1', 'This is not drawn: state C {'],
    [with_('stateDiagram-v2', 'A --> B\nnote right of A: x'), '4:1', 'This is not drawn'],
    [with_('stateDiagram-v2', 'state A <<choice>>\nA --> B'), '3:1', 'This is not drawn: state A <<choice>>'],
    [with_('stateDiagram-v2', 'A --> B: <i>x</i>'), '3:1', 'The label holds <i>'],
    [with_('sequenceDiagram', 'A->>B'), '3:1', 'This is not drawn: A->>B'],
    [with_('sequenceDiagram', 'A-xB: lost'), '3:1', 'This is not drawn: A-xB: lost'],
    [with_('sequenceDiagram', 'A->>B: c\nautonumber'), '4:1', 'is not drawn  Delete the line'],
    [with_('sequenceDiagram', 'A->>B: c\nactivate A'), '4:1', 'is not drawn  Delete the line'],
    [with_('sequenceDiagram', 'A->>B: c\nend'), '4:1', 'This is not drawn: end'],
    [with_('sequenceDiagram', 'A->>B: c\nelse'), '4:1', 'This is not drawn: else'],
    [with_('sequenceDiagram', 'loop daily\nA->>B: c'), '3:1', '"loop daily" is never closed  Write a line end'],
    [with_('sequenceDiagram', 'rect rgb(1,2,3)\nA->>B: c'), '3:1', 'the colours are those of the theme'],
    [with_('sequenceDiagram', 'A->>B: <u>c</u>'), '3:1', 'The label holds <u>'],
    [with_('flowchart TB', 'A --> B\n'.repeat(301)), '1:1', 'The diagram has 302 lines  Make several of at most 300'],
    [
      with_('flowchart TB', Array.from({ length: 120 }, (_, at) => `N${at}`).join('\n')),
      '1:1',
      'has more than 100 parts',
    ],
  ])('%j', (source, place, message) => {
    const problems = problemsOf(source);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(new RegExp(`^${place} `));
    expect(problems[0]).toContain(message);
  });
});

test('what a description takes several lines for is one text', () => {
  const { diagram } = readDiagram(
    'flowchart TB\naccTitle: The way\naccDescr {\n  First this,\n  then that.\n}\nA --> B',
  );
  expect([diagram?.title, diagram?.description]).toEqual(['The way', 'First this, then that.']);
});

test.each([
  'A'.repeat(5_000),
  `A${' & A'.repeat(2_000)}`,
  `A[${'('.repeat(3_000)}`,
  `A -- ${'-'.repeat(3_000)}`,
  '"'.repeat(3_000),
  `A -. ${'x '.repeat(2_000)}`,
])('a long line of no meaning is read to its end: %#', (line) => {
  expect(readDiagram(with_('flowchart TB', line)).problems.length).toBeLessThanOrEqual(1);
});
