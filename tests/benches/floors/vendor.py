"""The same order by the vendor's own SDK: `vendor.py URL PROJECT BODY`, keys from the environment."""

import json
import os
import sys

from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.http.http_config import HttpConfig
from huaweicloudsdkrocketmq.v2 import CreateInstanceByEngineReq, CreateInstanceByEngineRequest, RocketMQClient

url, project, path = sys.argv[1:]
keys = BasicCredentials(os.environ["HUAWEICLOUD_SDK_AK"], os.environ["HUAWEICLOUD_SDK_SK"], project)
client = RocketMQClient.new_builder().with_http_config(HttpConfig()).with_credentials(keys).with_endpoint(url).build()
with open(path) as file:
    body = json.load(file)
request = CreateInstanceByEngineRequest(engine=body["engine"], body=CreateInstanceByEngineReq(**body))
print(client.create_instance_by_engine(request).instance_id)
