/**
 * Thrown when a page that CP needs for an instruction of a guest is on its way: the instruction is begun again when it has
 * come. Carries no stack, it is no fault of CP's.
 */
export class PageWait {
  readonly kind = 'page-wait';
}
