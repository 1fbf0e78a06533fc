/**
 * As much of CEL as our match conditions use: `has`, `exists`, `startsWith`, `in`, `!=`, `&&`, `||`
 * `? :` and lists. Looking into what is not there is an error here, as it is in the API server; only
 * `has` may ask.
 */
type Scope = Readonly<Record<string, unknown>>;
type Term = (scope: Scope) => unknown;

const TOKEN = /\s*('[^']*'|[A-Za-z_]\w*|&&|\|\||!=|[().,?:[\]])/y;

function tokens(text: string): string[] {
  const found: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const match = TOKEN.exec(text);
    if (match?.[1] === undefined) throw new Error(`not CEL as we write it: ${text}`);
    found.push(match[1]);
  }
  return found;
}

export function evaluate(expression: string, scope: Scope): boolean {
  const left = tokens(expression);
  const term = ternary(left);
  if (left.length > 0) throw new Error(`left over: ${left.join(' ')}`);
  return term(scope) === true;
}

function take(left: string[], wanted: string): boolean {
  if (left[0] !== wanted) return false;
  left.shift();
  return true;
}

function expect(left: string[], wanted: string): void {
  if (!take(left, wanted)) throw new Error(`wanted ${wanted} before ${left.slice(0, 5).join(' ')}`);
}

function ternary(left: string[]): Term {
  const test = or(left);
  if (!take(left, '?')) return test;
  const yes = ternary(left);
  expect(left, ':');
  const no = ternary(left);
  return (scope) => (test(scope) === true ? yes(scope) : no(scope));
}

function or(left: string[]): Term {
  const terms = [and(left)];
  while (take(left, '||')) terms.push(and(left));
  return terms.length === 1 && terms[0] !== undefined
    ? terms[0]
    : (scope) => terms.some((term) => term(scope) === true);
}

function and(left: string[]): Term {
  const terms = [relation(left)];
  while (take(left, '&&')) terms.push(relation(left));
  return terms.length === 1 && terms[0] !== undefined
    ? terms[0]
    : (scope) => terms.every((term) => term(scope) === true);
}

function relation(left: string[]): Term {
  const a = primary(left);
  if (take(left, '!=')) {
    const b = primary(left);
    return (scope) => a(scope) !== b(scope);
  }
  if (!take(left, 'in')) return a;
  const b = primary(left);
  return (scope) => Object.hasOwn(Object(b(scope)), String(a(scope)));
}

function primary(left: string[]): Term {
  const first = left.shift() ?? '';
  if (first.startsWith("'")) return () => first.slice(1, -1);
  if (first === '(') {
    const inner = ternary(left);
    expect(left, ')');
    return members(inner, left);
  }
  if (first === '[') return members(listed(left), left);
  if (first === 'has') {
    expect(left, '(');
    const asked = primary(left);
    expect(left, ')');
    return (scope) => asked({ ...scope, asked: true }) !== undefined;
  }
  return members((scope) => scope[first], left);
}

function listed(left: string[]): Term {
  const items: Term[] = [];
  while (!take(left, ']')) {
    items.push(ternary(left));
    take(left, ',');
  }
  return (scope) => items.map((item) => item(scope));
}

function members(of: Term, left: string[]): Term {
  if (take(left, '[')) {
    const key = primary(left);
    expect(left, ']');
    return members((scope) => look(of(scope), String(key(scope)), false), left);
  }
  if (!take(left, '.')) return of;
  const name = left.shift() ?? '';
  if (name === 'exists') return exists(of, left);
  if (name === 'startsWith') {
    expect(left, '(');
    const prefix = primary(left);
    expect(left, ')');
    return (scope) => String(of(scope)).startsWith(String(prefix(scope)));
  }
  const last = left[0] !== '.' && left[0] !== '[';
  return members((scope) => look(of(scope), name, last && scope['asked'] === true), left);
}

function exists(of: Term, left: string[]): Term {
  expect(left, '(');
  const name = left.shift() ?? '';
  expect(left, ',');
  const holds = ternary(left);
  expect(left, ')');
  return (scope) => {
    const list = of(scope);
    const items: unknown[] = Array.isArray(list) ? list : Object.keys(Object(list));
    return items.some((item) => holds({ ...scope, [name]: item }) === true);
  };
}

/** `has(a.b.c)` may ask for c, not for b. */
function look(value: unknown, name: string, mayMiss: boolean): unknown {
  const found = new Map<string, unknown>(Object.entries(Object(value))).get(name);
  if (found === undefined && !mayMiss) throw new Error(`no such key: ${name}`);
  return found;
}
