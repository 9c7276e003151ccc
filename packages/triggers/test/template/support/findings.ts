/**
 * Findings about the empty default of EmailConfigurationSet in `!If [NamesEmailSet, !Ref EmailConfigurationSet, …]`: the
 * validator also checks the branch whose condition is false.
 */
export const falseFindings =
  /^F303[13] UserPool .*('' does not match pattern '\^\[a-zA-Z0-9_-\]\+\$'|length 0 is below minimum 1)$/;
