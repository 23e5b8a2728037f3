# What is wrong with a report, measured against expected.json; nothing when it is right.

def says($words): (.subject + "\n" + .statement | ascii_downcase) as $said | any($words[]; ascii_downcase as $word | $said | contains($word));

# over one item of the report (null when there is none for the container)
def against($want):
  if . == null then "no item for the container \($want.container)"
  elif .verdict != "diagnosed" then "\(.verdict), not diagnosed"
  elif .cause.category | IN($want.category, $want.acceptable[]) | not then "category \(.cause.category), not \($want.category)"
  elif .cause | says($want.culprit_any) | not then "\(.cause.subject) is named, none of \($want.culprit_any | join(", "))"
  elif .cause.container != ($want.blame // $want.container) then "blames \(.cause.container), not \($want.blame // $want.container)"
  elif .cause.confidence | IN($want.confidence[]) | not then "\(.cause.confidence), not \($want.confidence | join(" or "))"
  else empty end;

def item($container): first(.items[] | select(.subject.container == $container)) // null;

# over the whole report
def judge($want):
  if $want.verdict == "not-crash-looping"
  then .items[] | select(.verdict != $want.verdict) | "\(.verdict), \(.cause.category // "no cause"), but it is healthy"
  else . as $report | $want, $want.also[]? | . as $one | $report | item($one.container) | against($one)
  end;
