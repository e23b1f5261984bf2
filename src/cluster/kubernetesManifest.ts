import { type ClusterRun, shellWord } from './clusterRun.js';
import { shardsVariable } from './shardOfTask.js';

/** Where the pods run. */
export interface KubernetesPlace {
  /** Image with the program. */
  readonly image: string;
  /** PersistentVolumeClaim with the suite, its models and data, which all pods can write to. */
  readonly claim: string;
  /** Memory of a pod in bytes. */
  readonly memoryBytes: number;
}

/** Longest time of a run before Kubernetes ends it, in seconds. */
const deadlineS = 24 * 3600;
const folderInPods = '/work';

/**
 * Two jobs: an indexed one, of which each pod computes a shard, and one that waits for their results and merges them. Kubernetes
 * knows no order of jobs; results are files that appear whole, and the folder belongs to this run, so the merge waits for files.
 */
export function kubernetesManifest(run: ClusterRun, place: KubernetesPlace): string {
  const folder = `${run.output}/${run.name}`;
  const files = `${shellWord(folder)}/"$i"/results.json`;
  const evaluation =
    `${run.program} eval ${shellWord(run.suiteFile)} --shard auto -j ${run.workers} --progress lines ` +
    `-o ${shellWord(folder)}/"$((JOB_COMPLETION_INDEX + 1))"`;
  const waiting = `for i in $(seq ${run.shards}); do until [ -e ${files} ]; do sleep 5; done; done`;
  const merging = `exec ${run.program} merge ${shellWord(folder)}/*/results.json -o ${shellWord(run.output)}`;
  return `# Runs the suite ${run.suite.replace(/\s+/g, ' ')} in ${run.shards} shards and merges their results.
#   kubectl create -f ${run.name}.yaml
# The claim ${place.claim} must allow writing from all nodes (ReadWriteMany). The verdict is the exit code of the merging pod.
# If a shard fails for good, the merge waits until its deadline: delete the job, and merge what is there with \`rapa merge\`.
${job(run, place, {
  name: run.name,
  spec: `  completionMode: Indexed
  completions: ${run.shards}
  parallelism: ${run.shards}
  backoffLimit: ${Math.max(6, run.shards)}
  podFailurePolicy:
    rules:
      # Wrong usage, configuration or data does not become right by trying again.
      - action: FailJob
        onExitCodes:
          containerName: rapa
          operator: In
          values: [2]
        onPodConditions: [] # the schemas of Kubernetes 1.26 and 1.27 demand it
`,
  script: `exec ${evaluation}`,
  cpus: run.workers,
})}---
${job(run, place, {
  name: `${run.name}-merge`,
  spec: '  backoffLimit: 0\n',
  script: `${waiting}\n${merging}`,
  cpus: 1,
})}`;
}

interface JobParts {
  readonly name: string;
  readonly spec: string;
  readonly script: string;
  readonly cpus: number;
}

function job(run: ClusterRun, place: KubernetesPlace, { name, spec, script, cpus }: JobParts): string {
  const memory = `${Math.ceil(place.memoryBytes / 2 ** 20)}Mi`;
  const lines = script.split('\n').map((line) => `              ${line}\n`);
  return `apiVersion: batch/v1
kind: Job
metadata:
  name: ${name}
  labels:
    app.kubernetes.io/name: rapa
    app.kubernetes.io/instance: ${run.name}
spec:
${spec}  activeDeadlineSeconds: ${deadlineS}
  template:
    metadata:
      labels:
        app.kubernetes.io/name: rapa
        app.kubernetes.io/instance: ${run.name}
    spec:
      restartPolicy: Never
      containers:
        - name: rapa
          image: ${JSON.stringify(place.image)}
          workingDir: ${folderInPods}
          command: [/bin/sh, -c]
          args:
            - |
${lines.join('')}          env:
            - name: ${shardsVariable}
              value: "${run.shards}"
          resources:
            requests:
              cpu: "${cpus}"
              memory: ${memory}
            limits:
              memory: ${memory}
          volumeMounts:
            - name: work
              mountPath: ${folderInPods}
      volumes:
        - name: work
          persistentVolumeClaim:
            claimName: ${place.claim}
`;
}
