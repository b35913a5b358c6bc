import { ALL_ADDRESSES, copyPerElement, perElementText, sameRange } from '../vmachine/tracing/per-element.js';
import type { AddressRange, PerElement } from '../vmachine/tracing/per-element.js';
import { PerTrace } from '../vmachine/tracing/per-trace.js';
import type { CommandContext } from './context.js';
import { elementsOf, parsePer } from './per-operands.js';
import type { PerControl, PerRequest, PerType } from './per-operands.js';
import { dropIdleWatch, watchOf, watchOutput } from './watch-output.js';

const NO_SET = 'TRACE SET DOES NOT EXIST';

/**
 * `PER {BRANCH [range] | GREGn [value] | IFETCH [data] | MASK addr data | PAGETRACE [size] | STORE [range | addr data]} … [RANGE range]
 * [option …]`, `PER {DUMP | SAVE set | GET set | CLEAR [set] | END | QUERY [set | *]}`. SY20-0884, DMKPER.
 */
export function per(context: CommandContext): number {
  const request = parsePer(context.line);
  if ('number' in request) {
    return context.error('PEC', request.number, request.field === '' ? [] : [request.field]);
  }
  if (request.types.length > 0 || request.off) {
    if (request.off) turnOff(context, request);
    else add(context, elementsOf(request));
  } else if (Object.keys(request.options).length > 0 || request.ranges.length > 0) {
    const returnCode = modify(context, request);
    if (returnCode !== 0) return returnCode;
  }
  return request.control ? carryOut(context, request.control.name, request.control.set) : 0;
}

function add(context: CommandContext, elements: readonly PerElement[]): void {
  const trace = (watchOf(context).per ??= new PerTrace(context.vm, watchOutput(context)));
  for (const element of elements) {
    const twin = trace.elements.find((other) => mergeable(other, element));
    if (twin) twin.range = union(twin.range, element.range);
    else trace.elements.push(element);
  }
}

/** The same thing watched in ranges that overlap or meet is watched once. */
function mergeable(a: PerElement, b: PerElement): boolean {
  const [x, y] = [a.range, b.range];
  if (sameRange(x, y)) return sameSubject(a, b);
  if (x.start > x.end || y.start > y.end || a.kind === 'PAGETRACE') return false;
  return x.start <= y.end + 1 && y.start <= x.end + 1 && sameSubject(a, b);
}

function sameSubject(a: PerElement, b: PerElement): boolean {
  const text = (element: PerElement): string => perElementText({ ...element, range: ALL_ADDRESSES });
  return text(a) === text(b);
}

function union(a: AddressRange, b: AddressRange): AddressRange {
  return { start: Math.min(a.start, b.start), end: Math.max(a.end, b.end) };
}

function turnOff(context: CommandContext, { types, ranges }: PerRequest): void {
  const trace = context.vm.watch?.per;
  if (trace === undefined) return;
  const inRanges = (element: PerElement): boolean =>
    ranges.length === 0 || ranges.some((range) => sameRange(range, element.range));
  trace.elements = trace.elements.filter(
    (element) =>
      !((types.length === 0 || types.some((type) => isOfType(element, type))) && inRanges(element)),
  );
  endWhenEmpty(context, trace);
}

function isOfType(element: PerElement, type: PerType): boolean {
  if (element.kind !== type.kind) return false;
  if (type.target !== undefined && (!element.target || !sameRange(type.target, element.target))) return false;
  return type.kind !== 'GREG' || (element.registers & type.registers) !== 0;
}

/** Options without a type are for the whole set. */
function modify(context: CommandContext, { options, ranges }: PerRequest): number {
  const trace = context.vm.watch?.per;
  if (trace === undefined || trace.elements.length === 0) return noSet(context);
  for (const element of trace.elements) {
    Object.assign(element.options, options);
    if (ranges.length > 0) element.range = ranges[0];
  }
  return 0;
}

function noSet(context: CommandContext): number {
  context.respond(NO_SET);
  return 4;
}

function carryOut(context: CommandContext, control: PerControl, name: string | undefined): number {
  const trace = context.vm.watch?.per;
  if (trace === undefined) return noSet(context);
  switch (control) {
    case 'DUMP':
      for (const line of trace.traceback()) context.respond(line);
      return 0;
    case 'SAVE':
      trace.saved.set(name!, trace.copyOfElements());
      return 0;
    case 'GET': {
      const saved = trace.saved.get(name!);
      if (saved === undefined) return noSet(context);
      trace.elements = saved.map(copyPerElement);
      return 0;
    }
    case 'CLEAR':
      if (name === undefined) trace.elements = [];
      else if (!trace.saved.delete(name)) return noSet(context);
      endWhenEmpty(context, trace);
      return 0;
    case 'END':
      trace.elements = [];
      trace.saved.clear();
      endWhenEmpty(context, trace);
      return 0;
    case 'QUERY':
      return queryPer(context, name);
  }
}

/** PER QUERY, QUERY PER: the current set, a named one, or with `*` the names. */
export function queryPer(context: CommandContext, name: string | undefined): number {
  const trace = context.vm.watch?.per;
  if (trace === undefined) return noSet(context);
  if (name === '*') {
    if (trace.saved.size === 0) return noSet(context);
    for (const saved of trace.saved.keys()) context.respond(saved);
    return 0;
  }
  const elements = name === undefined ? trace.elements : trace.saved.get(name);
  if (elements === undefined || elements.length === 0) return noSet(context);
  for (const element of elements) context.respond(perElementText(element));
  return 0;
}

function endWhenEmpty(context: CommandContext, trace: PerTrace): void {
  const { watch } = context.vm;
  if (!trace.empty || watch === undefined) return;
  watch.per = undefined;
  dropIdleWatch(context);
  context.respond('*PER TRAPS CLEARED*');
}
