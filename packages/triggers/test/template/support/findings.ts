/**
 * W9002: the validator replaces the parameter UserPoolArn by its value and then takes that for a literal. The others are findings
 * about the empty default of EmailConfigurationSet in `!If [NamesEmailSet, !Ref EmailConfigurationSet, …]`: the
 * validator also checks the branch whose condition is false.
 */
export const falseFindings =
  /^W9002 \w+Permission .* - use Ref, GetAtt, or a parameter instead$|^F303[13] UserPool .*('' does not match pattern '\^\[a-zA-Z0-9_-\]\+\$'|length 0 is below minimum 1)$/;
