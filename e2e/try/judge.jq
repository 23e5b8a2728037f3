# judge(want): what is wrong with a record of tests, one line each; nothing is right.
def judge($want):
  [.results[].kind] as $made
  | [.hypotheses[] | select(.state == "dead") | .suspect] as $dead
  | ([.hypotheses[] | select(.state == "shown") | .suspect] | join(", ")) as $shown
  | (.after.cause // null) as $cause
  | (if .verdict != $want.verdict then "it came to \(.verdict): \(.says)" else empty end),
    (if ($made | length) > 4 then "\($made | length) tests: \($made | join(", "))" else empty end),
    (if ($made | length) == 0 then "no test was made: \(.errors | join(" "))" else empty end),
    (if $cause == null then "no cause" elif $cause.category != $want.category then "its cause is said to be \($cause.category): \($cause.statement)"
     elif ($want.culprit_any | any(. as $word | $cause | "\(.subject) \(.statement)" | contains($word)) | not) then "the cause names \($cause.subject)" else empty end),
    (if $shown != $want.shown then "shown is \($shown), and not \($want.shown)" else empty end),
    ($want.dead - $dead | if length > 0 then "not dead: \(join(", "))" else empty end),
    (.hypotheses[] | select(.state == "dead" and (.facts | length) == 0) | "\(.suspect) is dead without a fact"),
    (.results[] | select(.removed != true) | "the copy of '\(.kind)' was not removed"),
    (.leftBehind[] | "left behind: \(.)");
