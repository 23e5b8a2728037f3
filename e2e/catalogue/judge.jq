# What is wrong with the diagnosis of a row: all that is wrong with it for the zoo, and what its build context must add.
include "../zoo/judge";

def diffs: [.items[].solution[]? | .diff // empty];
def of_the_build: any(test("(?m)^\\+\\+\\+ .*([Dd]ockerfile|\\.dockerignore)"));

def judge_row($want):
  judge({verdict: "diagnosed", container: "app"} + $want),
  if $want.mend | has("refused") or has("stale")
  then select(diffs | of_the_build) | "a diff of the Dockerfile, which is not to blame"
  elif $want.mend | has("unseen") then empty
  else select(diffs | of_the_build | not) | "no diff of the Dockerfile"
  end,
  (tojson as $said | $want.report_says[]? | select(. as $pattern | $said | test($pattern) | not) | "nothing about \(.)");
