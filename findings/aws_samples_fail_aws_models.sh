#!/usr/bin/env bash
# aws-sam-cli 1.170.0 and aws-lambda-powertools 3.37.0 (PyPI): sample events of one AWS project, models of another.
#
# Behaviour: the samples that `sam local generate-event` is made of, read with the models that powertools has for these
# events. A message of SNS is refused because the sample's two URLs are the word EXAMPLE, a received mail (SES) for an
# absent verdict, and a scheduled event for an absent `version`. SQS, S3, DynamoDB and a load balancer's request fit.
# A guess: samples and models of one vendor are tried against each other.
# Seen: the output below.
# Why it matters: a handler with typed events cannot be tried with the samples that its vendor generates, and the fields
# that fail are those that a verifier of SNS needs: the URL of the certificate is no URL.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
pip install --quiet --disable-pip-version-check --root-user-action=ignore --target "$work/models" \
    'aws-lambda-powertools[parser]==3.37.0' pydantic==2.14.4 2>"$work/pip.log"
pip install --quiet --disable-pip-version-check --root-user-action=ignore --no-deps --target "$work/samples" \
    aws-sam-cli==1.170.0 2>"$work/pip.log"

actual=$(PYTHONPATH="$work/models" python3 - "$work/samples/samcli/lib/generated_sample_events/events" <<'PY'
import json, re, sys
from pathlib import Path
from aws_lambda_powertools.utilities.parser import models
from pydantic import ValidationError

for path, name in (("sns/Sns.json", "SnsModel"), ("ses/SesEmailReceiving.json", "SesModel"),
                   ("cloudwatch/ScheduledEvent.json", "EventBridgeModel"), ("sqs/Sqs.json", "SqsModel"),
                   ("s3/S3Put.json", "S3Model"), ("dynamodb/DynamoDBUpdate.json", "DynamoDBStreamModel"),
                   ("alb/ALBRequest.json", "AlbModel")):
    text = (Path(sys.argv[1]) / path).read_text()
    event = json.loads(re.sub(r"\{\{\{\w+\}\}\}", "us-east-1", text))
    try:
        getattr(models, name).model_validate(event)
        print(path, "fits")
    except ValidationError as error:
        for problem in error.errors():
            print(path, ".".join(map(str, problem["loc"])), problem["type"])
PY
)
expected=$(cat <<'OUT'
sns/Sns.json Records.0.Sns.UnsubscribeUrl url_parsing
sns/Sns.json Records.0.Sns.SigningCertUrl url_parsing
ses/SesEmailReceiving.json Records.0.ses.receipt.dmarcVerdict missing
cloudwatch/ScheduledEvent.json version missing
sqs/Sqs.json fits
s3/S3Put.json fits
dynamodb/DynamoDBUpdate.json fits
alb/ALBRequest.json fits
OUT
)
diff <(echo "$expected") <(echo "$actual") && echo "as described"
