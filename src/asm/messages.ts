/**
 * Messages of the assembler: number, severity and text; {0}, {1} are inserts. The numbers are in the style of
 * Assembler XF (IFOnnn), the texts are our own.
 */
export const MESSAGES = {
  // Source format
  continuationNotBlank: m(
    1,
    8,
    'COLUMN 72 ASKS FOR A CONTINUATION, BUT THE NEXT LINE IS NOT BLANK UP TO COLUMN 15',
  ),
  continuationMissing: m(2, 8, 'CONTINUATION LINE IS MISSING'),
  sequenceError: m(3, 4, 'LINE IS OUT OF SEQUENCE'),
  badIctl: m(4, 12, 'ICTL OPERAND IS NOT VALID OR ICTL IS NOT THE FIRST STATEMENT'),
  badIseq: m(5, 8, 'ISEQ OPERAND IS NOT VALID'),
  copyNotFound: m(6, 12, 'COPY MEMBER {0} NOT FOUND'),
  copyLoop: m(7, 12, 'COPY MEMBER {0} COPIES ITSELF OR IS NESTED TOO DEEP'),
  missingEnd: m(8, 4, 'END STATEMENT IS MISSING, ONE IS ASSUMED'),
  // Names and operations
  badName: m(20, 8, 'NAME {0} IS NOT A VALID SYMBOL'),
  nameRequired: m(21, 8, 'A NAME IS REQUIRED HERE'),
  duplicateSymbol: m(23, 8, 'SYMBOL {0} IS ALREADY DEFINED'),
  missingOperation: m(77, 8, 'OPERATION CODE IS MISSING'),
  undefinedOperation: m(78, 8, 'OPERATION CODE {0} IS NOT DEFINED'),
  undefinedSymbol: m(188, 8, 'SYMBOL {0} IS NOT DEFINED'),
  notPreviouslyDefined: m(189, 8, 'SYMBOL {0} MUST BE DEFINED BEFORE THIS STATEMENT'),
  circularEquate: m(190, 8, 'SYMBOL {0} IS DEFINED BY ITSELF'),
  // Operands and expressions
  missingOperand: m(30, 8, 'OPERAND IS MISSING'),
  tooManyOperands: m(31, 8, 'TOO MANY OPERANDS, FROM {0}'),
  syntaxError: m(32, 8, 'SYNTAX ERROR AT {0}'),
  expressionTooDeep: m(33, 8, 'EXPRESSION HAS TOO MANY LEVELS OF PARENTHESES'),
  badSelfDefiningTerm: m(34, 8, 'SELF-DEFINING TERM {0} IS NOT VALID'),
  overflow: m(35, 8, 'VALUE OF THE EXPRESSION EXCEEDS 32 BITS'),
  relocatableMultiplication: m(36, 8, 'A RELOCATABLE TERM IN A MULTIPLICATION OR DIVISION'),
  absoluteRequired: m(37, 8, 'EXPRESSION MUST BE ABSOLUTE'),
  relocatableRequired: m(38, 8, 'EXPRESSION MUST BE SIMPLY RELOCATABLE'),
  valueOutOfRange: m(39, 8, 'VALUE {0} IS OUTSIDE THE RANGE {1}'),
  literalNotAllowed: m(40, 8, 'A LITERAL IS NOT ALLOWED HERE'),
  symbolTooLong: m(41, 8, 'SYMBOL {0} IS LONGER THAN 8 CHARACTERS'),
  // Machine instructions
  addressability: m(209, 8, 'NO BASE REGISTER REACHES {0}'),
  badRegister: m(210, 8, 'REGISTER {0} IS NOT VALID'),
  evenRegister: m(211, 8, 'REGISTER {0} MUST BE EVEN'),
  badFloatingRegister: m(212, 8, 'FLOATING-POINT REGISTER {0} MUST BE {1}'),
  badDisplacement: m(213, 8, 'DISPLACEMENT {0} IS NOT BETWEEN 0 AND 4095'),
  badLength: m(214, 8, 'LENGTH {0} IS NOT BETWEEN 1 AND {1}'),
  indexNotAllowed: m(215, 8, 'INDEX REGISTER OR LENGTH IS NOT ALLOWED HERE'),
  baseWithRelocatable: m(216, 8, 'A BASE REGISTER IS GIVEN WITH A RELOCATABLE ADDRESS'),
  alignment: m(217, 4, 'OPERAND {0} IS NOT ON ITS BOUNDARY'),
  // Sections and linkage
  sectionConflict: m(50, 8, '{0} IS NOT THE NAME OF A SECTION OF THIS KIND'),
  startNotFirst: m(51, 8, 'START MUST COME BEFORE ANY CONTROL SECTION'),
  sectionTooLong: m(52, 12, 'LOCATION COUNTER EXCEEDS 24 BITS'),
  entryNotRelocatable: m(53, 8, 'ENTRY {0} IS NOT A LABEL OF A CONTROL SECTION'),
  codeInDummy: m(55, 8, 'ADDRESS CONSTANT REFERS TO DUMMY SECTION {0}, SUBTRACT ITS NAME'),
  usingRange: m(56, 8, 'USING OPERAND IS NOT VALID'),
  dropInactive: m(57, 4, 'REGISTER {0} IS NOT IN USE AS A BASE'),
  orgBackwards: m(58, 8, 'ORG LEAVES THE CONTROL SECTION'),
  badCnop: m(59, 8, 'CNOP OPERANDS ARE NOT VALID'),
  // Constants
  badConstantType: m(60, 8, 'CONSTANT TYPE {0} IS NOT VALID'),
  badModifier: m(61, 8, 'MODIFIER {0} IS NOT VALID FOR THIS CONSTANT'),
  badNominal: m(62, 8, 'NOMINAL VALUE {0} IS NOT VALID'),
  missingNominal: m(63, 8, 'NOMINAL VALUE IS MISSING'),
  truncated: m(64, 8, 'VALUE {0} DOES NOT FIT, HIGH-ORDER DIGITS ARE LOST'),
  exponentRange: m(65, 8, 'FLOATING-POINT VALUE {0} IS OUTSIDE THE RANGE'),
  constantTooLong: m(66, 12, 'CONSTANT IS TOO LONG'),
  tooMuchText: m(67, 16, 'MORE THAN {0} BYTES OF TEXT'),
  unpairedQuote: m(68, 8, 'APOSTROPHE OR AMPERSAND IS NOT PAIRED IN {0}'),
  missingDelimiter: m(69, 8, 'CLOSING DELIMITER IS MISSING'),
  badCcw: m(70, 8, 'CCW OPERANDS ARE NOT VALID'),
  // Listing control
  badPrint: m(80, 4, 'PRINT OPERAND {0} IS NOT VALID'),
  badTitle: m(81, 8, 'A QUOTED STRING OF 1 TO {0} CHARACTERS IS REQUIRED'),
  badSpace: m(82, 4, 'SPACE OPERAND IS NOT VALID'),
  badOpsyn: m(83, 8, 'OPERATION {0} IS NOT DEFINED, OPSYN IS IGNORED'),
  badPush: m(85, 8, '{0} IS NOT PRINT OR USING'),
  popEmpty: m(86, 4, 'POP {0} WITHOUT PUSH'),
  reproAtEnd: m(84, 8, 'NO LINE FOLLOWS REPRO'),
  // Macro language
  undefinedVariable: m(100, 8, 'VARIABLE SYMBOL {0} IS NOT DEFINED'),
  duplicateVariable: m(101, 8, 'VARIABLE SYMBOL {0} IS ALREADY DEFINED'),
  badVariable: m(102, 8, 'VARIABLE SYMBOL IS NOT VALID AT {0}'),
  badDeclaration: m(103, 8, 'DECLARATION {0} IS NOT VALID'),
  globalConflict: m(104, 8, 'GLOBAL {0} HAS ANOTHER TYPE OR DIMENSION ELSEWHERE'),
  badSubscript: m(105, 8, 'SUBSCRIPT {0} OF {1} IS OUTSIDE ITS DIMENSION'),
  subscriptMismatch: m(106, 8, '{0} IS USED WITH THE WRONG NUMBER OF SUBSCRIPTS'),
  setTypeMismatch: m(107, 8, '{0} IS NOT A {1} SYMBOL'),
  notArithmetic: m(108, 8, '{0} IS NOT AN ARITHMETIC VALUE'),
  stringTooLong: m(109, 8, 'CHARACTER VALUE IS LONGER THAN 255'),
  badSubstring: m(110, 8, 'SUBSTRING IS OUTSIDE THE STRING'),
  sequenceNotFound: m(111, 12, 'SEQUENCE SYMBOL {0} IS NOT DEFINED'),
  branchLimit: m(113, 12, 'ACTR LIMIT REACHED, {0} ENDS HERE'),
  badPrototype: m(114, 12, 'MACRO PROTOTYPE IS NOT VALID'),
  missingMend: m(115, 12, 'MEND IS MISSING'),
  mendOutside: m(116, 8, '{0} IS NOT ALLOWED OUTSIDE A MACRO DEFINITION'),
  notAMacro: m(117, 12, 'LIBRARY MEMBER {0} DOES NOT DEFINE A MACRO OF THAT NAME'),
  undefinedKeyword: m(118, 8, 'KEYWORD {0} IS NOT IN THE PROTOTYPE'),
  duplicateKeyword: m(119, 8, 'KEYWORD {0} IS GIVEN TWICE'),
  nestingTooDeep: m(120, 12, 'MACRO CALLS ARE NESTED TOO DEEP, {0} IS ENDED'),
  expansionLimit: m(121, 16, 'MACRO EXPANSION IS ENDLESS, THE ASSEMBLY IS ENDED'),
  badAttribute: m(122, 8, 'ATTRIBUTE {0} IS NOT AVAILABLE FOR {1}'),
  badCondition: m(123, 8, 'CONDITIONAL EXPRESSION IS NOT VALID AT {0}'),
  badMnote: m(124, 8, 'MNOTE OPERAND IS NOT VALID'),
  generatedFieldEmpty: m(125, 8, 'GENERATED OPERATION FIELD IS EMPTY OR HOLDS BLANKS'),
} as const satisfies Record<string, Message>;

/** Number, severity and text of one message. */
export interface Message {
  readonly id: string;
  readonly severity: number;
  readonly text: string;
}

export type MessageKey = keyof typeof MESSAGES;

function m(number: number, severity: number, text: string): Message {
  return { id: `IFO${String(number).padStart(3, '0')}`, severity, text };
}
