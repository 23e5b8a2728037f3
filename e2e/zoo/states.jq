# The words of "reached" in expected.json, over one pod (with its events added as .events).
def containers: (.status.initContainerStatuses // []) + (.status.containerStatuses // []);
def container($name): containers[] | select(.name == $name);
def holds(condition): [condition] | any(. == true);

def restarted($name; $times): holds(container($name).restartCount >= $times);
def exited($name; $code): holds(container($name) | (.lastState.terminated // .state.terminated // {}).exitCode == $code);
def ended($name; $reason): holds(container($name) | (.lastState.terminated // .state.terminated // {}).reason == $reason);
def waits($name; $reason): holds(container($name).state.waiting.reason == $reason);
def runs($name): holds(container($name).state.running != null);
def warned($reason): holds(.events[]? | .reason == $reason);
def unscheduled: holds(.status.conditions[]? | .type == "PodScheduled" and .status == "False");
