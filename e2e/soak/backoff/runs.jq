# The runs of each container that a pod's status tells of, one line each: container, its id, when it started, when it ended, its exit code.
# A status knows two at most, this one and the one before; whoever watches it sees all of them.
.status | (.containerStatuses // []) + (.initContainerStatuses // []) | .[]
| .name as $name
| (.state.terminated, .lastState.terminated) | select(. != null and .containerID != null)
| [$name, .containerID, .startedAt, .finishedAt, .exitCode] | @tsv
