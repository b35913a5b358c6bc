/** OS/VS1 as a virtual machine, from its starter tape, beside CMS users; one of them is its programmer. */

import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OperatedMachine } from './emulator.js';
import { software, workFolder } from './folders.js';
import { CP_READ, HostedSystem, VM_READ, makeGuestSystem } from './hosted-system.js';
import type { Operator } from './operator.js';
import type { Progress } from './progress.js';

